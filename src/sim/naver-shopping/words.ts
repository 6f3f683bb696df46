/** What products are called; all invented. Each product has one thing, and is found by whoever searches for it. */
export const things = ['키보드', '우산', '가방'] as const;
export const adjectives = ['조용한', '접이식', '가벼운', '튼튼한', '손뜨개', '무선', '투명', '휴대용'] as const;
export const brands = ['달그림자', '모래시계', '푸른섬', '옛다리', '구름마루', '별가루'] as const;
export const malls = ['바람상점', '늘봄가게', '산들마켓', '두루몰', '새벽창고', '물결상회', '한뼘스토어'] as const;
export const rootOf = { 키보드: '전자/생활', 우산: '패션잡화', 가방: '패션잡화' } as const;

/** A word nobody offers anything for. */
export const barrenWord = '없는 물건';
