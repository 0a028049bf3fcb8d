/* */
#include "models/people/marriage.c"

#include "unit/models/village_fixture.h"

int main(void) { return 0; }
