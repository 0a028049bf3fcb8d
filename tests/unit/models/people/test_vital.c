/* */
#include "models/people/vital.c"

#include "unit/models/village_fixture.h"

int main(void) { return 0; }
