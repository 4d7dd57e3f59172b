/** An error message next to its cause. Its space is reserved, so that nothing moves when it appears. */
export const ProblemNote = ({ problem }: { readonly problem: string | null }) => (
  <p className="problem" role="alert">
    {problem}
  </p>
)
