/** The part of jstat (which ships no types) that is used here. */
declare module "jstat" {
  export const jStat: {
    readonly studentt: { cdf(x: number, dof: number): number; inv(p: number, dof: number): number };
    readonly noncentralt: { cdf(x: number, dof: number, noncentrality: number): number };
    readonly chisquare: { cdf(x: number, dof: number): number };
    /** The regularised incomplete beta function I_x(a, b). */
    ibeta(x: number, a: number, b: number): number;
  };
}
