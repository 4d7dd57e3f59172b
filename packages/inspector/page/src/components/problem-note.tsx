/** Says what was wrong, beside what caused it; there is room for it before it comes. */
export const ProblemNote = ({ problem }: { readonly problem: string | null }) => (
  <p className="problem" role="alert">
    {problem}
  </p>
)
