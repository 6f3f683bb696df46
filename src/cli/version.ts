/** Version of the program; stands in the User-Agent and beside every run. */
export const version = '0.1.0';
