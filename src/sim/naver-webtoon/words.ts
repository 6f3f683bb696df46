/**
 * Word lists from which the invented titles, pen names, synopses and comments are put together. Nothing here is taken from a platform.
 */
export const adjectives =
  '고요한 눅눅한 서투른 반짝이는 느긋한 새벽빛 거꾸로된 말없는 졸린 수상한 구부러진 엉뚱한 투명한 뒤늦은 바삭한 일곱번째 잊혀진 조그만 따끔한 미지근한 먼지쌓인 비스듬한 덜익은 은근한 성급한 낯가리는 헐렁한 알록달록한 삐걱대는 길잃은'.split(
    ' ',
  );

export const places =
  '안개시장 물빛골목 북쪽온실 유리부두 달그림자역 종이언덕 솔잎상가 파도도서관 감나무정류장 구름세탁소 은하목욕탕 벼랑우체국 이끼기숙사 소금광산 등나무교실 모래시계탑 겨울수족관 별똥캠프 잿빛극장 풍차마을'.split(
    ' ',
  );

export const roles =
  '우산수리공 등대견습생 시계도둑 약초판매원 그림자재단사 야간사서 꿈배달부 빵굽는기사 지도제작자 반딧불조련사 허수아비변호사 고양이통역사 연못관리인 초보마도공 분실물탐정 은퇴한용병 국수집후계자 달력편집자 우체통수집가 구두닦이백작'.split(
    ' ',
  );

export const things =
  '관리일지 비밀장부 여름방학 재고조사 귀환계획 생존수칙 두번째수업 마지막주문 이직기록 야근수당 환불신청 단골손님 편지묶음 발굴보고서 휴업안내 레시피 분실신고 동거계약 복수연습 졸업시험 월세전쟁 낮잠시간 산책코스 취급주의'.split(
    ' ',
  );

export const penFirst =
  '느린 파란 둥근 얇은 묵은 한낮 밤새 물먹은 마른 접힌 세모 네모 빈칸 꾸벅 반쪽 초록 휘파람 뒤뜰 모퉁이 싱거운 옅은 바깥 조용 뭉근 데친'.split(
    ' ',
  );

export const penLast =
  '고래 주전자 연필심 솔방울 도토리 양말 붓꽃 방석 단추 소쿠리 물수제비 벽시계 자두 모래톱 호떡 콩나물 서랍 우엉 나침반 두더지 종지 마들렌 꽈배기 안테나 실타래 깍두기 보리차 청개구리 뭉치 나룻배'.split(
    ' ',
  );

export const subtitleFirst = '비오는 뒤바뀐 사라진 첫번째 숨겨둔 오래된 뜻밖의 깨진 돌아온 낯선 마주친 남겨진'.split(' ');

export const subtitleLast = '열쇠 약속 손님 골목 신호 이름 창문 계단 편지 발자국 식탁 온도 그림 거래 아침 침묵'.split(' ');

export const commentOpenings =
  '이번 화 정주행하고 왔어요|와 마지막 컷 뭐예요|벌써 다음 주가 기다려집니다|작화가 점점 좋아지네요|복선 회수 소름|주인공 제발 눈치 좀|오늘도 잘 보고 갑니다|출근길에 웃다가 내릴 역 지나침|이 장면만 세 번 봤어요|조연들 서사도 보고 싶어요|휴재 없이 와 줘서 고맙습니다|대사 하나하나 아껴 읽는 중|설마 그때 그 사람인가요|색감이 진짜 따뜻하다|한 주 버틸 힘을 얻었습니다|분량이 순식간에 사라졌네요'.split(
    '|',
  );

export const commentEndings =
  '|ㅠㅠ|ㅋㅋㅋ|!!|...|👍|❤️|다음 화 언제 와요|작가님 건강 챙기세요|쿠키 굽는다|전 여기 눕겠습니다|역시 믿고 봅니다'.split('|');

export const readerNames = '별밤독자 정주행러 쿠키장인 새벽반 월요병 댓글요정 미리보기 눈물버튼 구독자 지나가던이'.split(' ');

export const synopsisOpenings =
  '평범한 하루가 끝나 갈 무렵, 문틈으로 편지 한 통이 들어왔다.|아무도 믿지 않는 소문이 사실이라면?|십 년 만에 돌아온 동네는 그대로인데, 사람들만 이름을 잃었다.|가게 문을 연 첫날, 손님은 사람이 아니었다.|"계약서는 끝까지 읽었어야지."|기억을 담보로 돈을 빌려주는 창구가 있다.'.split(
    '|',
  );

export const synopsisMiddles =
  '엉겁결에 일을 떠맡은 주인공은|빚을 갚으려던 두 사람은|아무것도 모르는 신입은|은퇴를 꿈꾸던 그는|길을 잃은 아이와 늙은 개는|쌍둥이라고 우기는 남남은'.split(
    '|',
  );

export const synopsisEndings =
  '하루에 하나씩 비밀을 풀어 나간다.|세상에서 가장 느린 복수를 시작한다.|서로의 거짓말을 지켜 주기로 한다.|사계절을 거꾸로 살아가게 된다.|마지막 손님이 떠날 때까지 불을 끄지 않는다.|잃어버린 이름을 찾아 나선다.'.split(
    '|',
  );

/** Genre codes of the platform with the names it shows for them. */
export const genres = [
  { code: 'PURE', name: '로맨스' },
  { code: 'FANTASY', name: '판타지' },
  { code: 'ACTION', name: '액션' },
  { code: 'DAILY', name: '일상' },
  { code: 'THRILL', name: '스릴러' },
  { code: 'COMIC', name: '개그' },
  { code: 'HISTORICAL', name: '무협/사극' },
  { code: 'DRAMA', name: '드라마' },
  { code: 'SENSIBILITY', name: '감성' },
  { code: 'SPORTS', name: '스포츠' },
] as const;

/** Free tags, numbered from 1. */
export const customTags =
  '느린전개 성장 동거 계약 회귀 이웃사촌 요리 학교생활 직장생활 빙의 도시괴담 추리 힐링 가족 동물 여행 우정 재회 초능력 모험 음악 서점 시골 삼각관계 반전 생존 군상극 마법 미스터리 두뇌싸움'.split(
    ' ',
  );

/** Wire names of the days from Monday on, with the names people read. */
export const weekdays = [
  { code: 'MONDAY', short: 'mon', name: '월' },
  { code: 'TUESDAY', short: 'tue', name: '화' },
  { code: 'WEDNESDAY', short: 'wed', name: '수' },
  { code: 'THURSDAY', short: 'thu', name: '목' },
  { code: 'FRIDAY', short: 'fri', name: '금' },
  { code: 'SATURDAY', short: 'sat', name: '토' },
  { code: 'SUNDAY', short: 'sun', name: '일' },
] as const;
