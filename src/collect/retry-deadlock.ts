/** Another program on the same tables may lock rows in another order; PostgreSQL then undoes one of the two transactions (40P01). */
export const retryDeadlock = async <T>(work: () => Promise<T>, attempts = 5): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (attempts > 1 && (error as { code?: string }).code === '40P01') return retryDeadlock(work, attempts - 1);
    throw error;
  }
};
