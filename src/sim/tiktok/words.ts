/** Word lists from which the invented accounts, captions and comments are put together. Nothing here is taken from a platform. */
export const loginWords =
  'quiet amber pebble harbor lantern maple orbit velvet cinder tundra saffron meadow cobalt ripple ember willow'.split(' ');

export const firstNames = 'Ada Bo Cleo Dara Eli Finn Gia Hugo Iris Jun Kaya Leo Mina Noa Otis Pia'.split(' ');
export const lastNames = 'Ashdown Birch Calder Dunmore Elmsworth Fairlock Glass Hollow Ivers Juniper'.split(' ');
export const koreanNames = '물빛상점 느린산책 종이우산 별자리공방 새벽버스 감자연구소 조용한부엌 초록의자'.split(' ');

export const captions = [
  'three ways to fold a paper lamp',
  'the last train and a warm bun',
  '오늘의 산책길 기록',
  'mending an umbrella at night',
  '비 오는 날 부엌에서',
  'how the harbour wakes up',
];
export const tags = 'papercraft slowmorning 산책 부엌일기 nightmarket tinygarden thrifted 오늘의옷 streetlook harbour'.split(' ');

export const remarks = [
  'so calm 😌',
  '어디서 찍은 거예요?',
  'part two please',
  '색감이 정말 좋아요',
  'saving this for later',
  '오늘도 잘 봤습니다 👍',
  'wait what',
  'the ending!!',
];
