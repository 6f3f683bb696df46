import { reasonOf } from './errors.ts';

/** What the system says about a path, in words. */
export const pathReason = (error: unknown): string => {
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'it does not exist',
    EISDIR: 'it is a folder',
    ENOTDIR: 'a part of its path is a file',
    EACCES: 'you have no permission for it',
    EPERM: 'you have no permission for it',
    EROFS: 'its file system is read-only',
    ENAMETOOLONG: 'its name is too long',
  };
  return words[(error as NodeJS.ErrnoException).code ?? ''] ?? reasonOf(error);
};
