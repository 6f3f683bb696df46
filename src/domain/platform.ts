/** A site we read. The list is the whole vocabulary; a source registers itself under one of these names. */
export const platforms = ['tiktok', 'twitch', 'youtube', 'soop', 'chzzk', 'naver-webtoon', 'kakao-webtoon', 'naver-shopping'] as const;

export type Platform = (typeof platforms)[number];

export const isPlatform = (text: string): text is Platform => (platforms as readonly string[]).includes(text);
