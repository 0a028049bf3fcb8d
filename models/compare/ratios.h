/* Cost over effect, with an interval over replicates, and why it is withheld where it means nothing. */
#ifndef MODELS_COMPARE_RATIOS_H
#define MODELS_COMPARE_RATIOS_H

/* `withheld` is NULL, or says why there is no ratio; then the numbers are not-a-number. Of one replicate low and high are. */
struct ratio {
    double value, low, high;
    const char *withheld;
};

/* Mean cost over mean effect of `count` replicates, paired; an effect above 0 is what the money was for. The interval (95%) is
 * Fieller's (E. C. Fieller, "Some problems in interval estimation", Journal of the Royal Statistical Society B 16
 * (1954) 175-185): all R for which the mean of cost - R effect differs from 0 by no more than Student's t allows. That is
 * bounded exactly where the effect's own interval does not hold zero. Where it does, where the effect is against the purpose,
 * or where something is not known, the ratio is withheld. */
struct ratio ratio_of(const double *cost, const double *effect, int count);

#endif
