import { useLanguage } from '../app/preferences.ts';

/** What an error of the catalogue says to a reader: what happened, and what to do. */
interface Told {
  readonly message: string;
  readonly next: string;
}

const database: Told = {
  message: '데이터베이스가 응답하지 않습니다.',
  next: '데이터베이스가 실행 중인지 확인하세요. 저장이 확인된 내용은 사라지지 않으며, 돌아오면 이어집니다.',
};
const lake: Told = {
  message: '원본 응답을 보관하는 저장소를 쓸 수 없습니다.',
  next: '저장소와 LAKE_URL 설정을 확인하세요. 그동안 원본은 데이터베이스에 남아 있습니다.',
};

/**
 * Errors of the API and of runs in Korean, by code. The English sentence of the catalogue carries the particulars (which run, which host),
 * so it stays below in small. A code that is missing here is shown in English.
 */
const korean: Readonly<Record<string, Told>> = {
  TDM_UNAUTHENTICATED: { message: '로그인이 필요합니다.', next: '일회용 링크를 새로 만들어 여세요: bin/tidemark up --link' },
  TDM_FORBIDDEN: { message: '허용되지 않은 작업입니다.', next: '대시보드에서 소유자로 로그인하세요.' },
  TDM_TOO_MANY_ATTEMPTS: { message: '로그인 시도가 너무 많습니다.', next: '1분 뒤에 가장 최근 링크로 다시 시도하세요.' },
  TDM_NOT_FOUND: { message: '찾는 항목이 없습니다.', next: '주소를 확인하세요.' },
  TDM_REQUEST_INVALID: { message: '요청 내용이 올바르지 않습니다.', next: '주소의 조건을 확인하거나 목록에서 다시 시작하세요.' },
  TDM_INTERNAL: { message: '서버에 예상하지 못한 문제가 생겼습니다.', next: '다시 시도하고, 반복되면 로그와 함께 알려 주세요.' },
  TDM_RUN_UNKNOWN: { message: '없는 실행입니다.', next: '실행 기록에서 골라 주세요.' },
  TDM_RUN_OVER: { message: '이미 끝난 실행입니다.', next: '다시 하려면 실행 화면에서 다시 실행하세요.' },
  TDM_RUN_OPEN: { message: '아직 끝나지 않은 실행입니다.', next: '끝나기를 기다리거나 취소하세요.' },
  TDM_RUN_DAY_OVER: {
    message: '이 실행이 다루는 날이 이미 지났습니다.',
    next: '다시 수집하세요. 실패한 것은 오늘 것으로 새로 요청됩니다.',
  },
  TDM_STEP_UNKNOWN: { message: '파이프라인에 없는 단계입니다.', next: '단계 이름을 확인하세요.' },
  TDM_STEP_TIMEOUT: {
    message: '단계가 제한 시간을 넘겨 멈추었습니다.',
    next: '제한 시간을 늘리거나 로그에서 무엇을 기다렸는지 확인하세요.',
  },
  TDM_STEP_CANCELLED: { message: '단계가 취소되었습니다.', next: '더 할 일이 없습니다.' },
  TDM_STEP_KILLS: {
    message: '이 단계를 맡은 작업자가 거듭 죽었습니다.',
    next: '그 컴퓨터의 메모리와 로그를 확인한 뒤 끝나지 않은 단계만 다시 실행하세요.',
  },
  TDM_WORKER_LOST: { message: '작업자가 죽었습니다.', next: '더 할 일이 없습니다. 다른 작업자가 이어서 합니다.' },
  TDM_CHILD_RUN: { message: '이 단계가 시작한 실행이 끝까지 가지 못했습니다.', next: '그 실행에서 원인을 확인하세요.' },
  TDM_RUN_HANDED_OVER: {
    message: '이 버전의 워커가 더 없어, 새 버전의 실행이 남은 일을 이어서 합니다.',
    next: '더 할 일이 없습니다. 이어받은 실행에서 결과를 확인하세요.',
  },
  TDM_PIPELINE_CIRCLE: {
    message: '파이프라인들이 서로를 끝없이 시작합니다.',
    next: 'run-pipeline 단계가 다른 파이프라인을 가리키게 한 뒤, 하지 못한 단계를 다시 실행하세요.',
  },
  TDM_HANDLER_UNKNOWN: {
    message: '이 단계가 하려는 일을 할 수 있는 곳이 없습니다.',
    next: 'tidemark pipelines check로 파일을 확인하세요.',
  },
  TDM_POOL_UNKNOWN: { message: '없는 풀입니다.', next: 'tidemark pools로 목록을 확인하세요.' },
  TDM_POOL_INVALID: { message: '풀을 그렇게 정할 수 없습니다.', next: '고쳐서 다시 저장하세요. 바뀐 것은 없습니다.' },
  TDM_PIPELINE_UNKNOWN: { message: '없는 파이프라인입니다.', next: 'tidemark pipelines로 목록을 확인하세요.' },
  TDM_PIPELINE_INVALID: {
    message: '파이프라인 파일에 문제가 있습니다.',
    next: 'tidemark pipelines check로 확인하세요. 다른 파이프라인은 그대로 동작합니다.',
  },
  TDM_PARAMETER_INVALID: {
    message: '파이프라인의 매개변수 값이 올바르지 않습니다.',
    next: 'tidemark pipelines show로 매개변수를 확인하세요.',
  },
  TDM_SCHEDULE_UNKNOWN: { message: '없는 일정입니다.', next: 'tidemark schedules로 목록을 확인하세요.' },
  TDM_SCHEDULE_INVALID: { message: '읽을 수 없는 일정입니다.', next: '시각과 시간대를 확인하세요: tidemark schedules change' },
  TDM_SCHEDULE_EXISTS: { message: '같은 이름의 일정이 이미 있습니다.', next: '다른 이름을 쓰거나 그 일정을 바꾸세요.' },
  TDM_SCHEDULE_OWN: {
    message: '파이프라인에 딸린 일정이라 지울 수 없습니다.',
    next: '대신 일시 정지하세요.',
  },
  TDM_CHANNEL_UNKNOWN: { message: '없는 알림 채널입니다.', next: '알림 화면에서 채널을 확인하세요.' },
  TDM_CHANNEL_INVALID: { message: '알림 채널을 그렇게 만들 수 없습니다.', next: '표시된 내용을 고치세요. 바뀐 것은 없습니다.' },
  TDM_SILENCE_UNKNOWN: { message: '없는 알림 중지입니다.', next: '알림 화면에서 지금 적용되는 것을 확인하세요.' },
  TDM_DELIVERY_UNKNOWN: { message: '다시 보낼 알림이 아닙니다.', next: '포기한 알림만 다시 보낼 수 있습니다.' },
  TDM_ALERT_UNDELIVERED: {
    message: '알림이 전달되지 않았습니다.',
    next: '받는 쪽이 말한 내용을 고친 뒤 다시 시험하세요.',
  },
  TDM_LANE_UNKNOWN: { message: '없는 레인입니다.', next: '레인 화면에서 골라 주세요.' },
  TDM_PLATFORM_UNKNOWN: { message: '없는 플랫폼입니다.', next: '소스 화면에서 쓸 수 있는 플랫폼을 확인하세요.' },
  TDM_STREAM_UNKNOWN: { message: '없는 스트림입니다.', next: '소스 화면에서 스트림 이름을 확인하세요.' },
  TDM_TARGET_UNKNOWN: { message: '등록되지 않은 대상입니다.', next: 'tidemark targets list로 대상을 확인하세요.' },
  TDM_VISITS_INVALID: { message: '방문 횟수로 쓸 수 없는 값입니다.', next: '1 이상의 정수나 auto를 넣으세요. 비워 두면 모두 방문합니다.' },
  TDM_VISITS_UNSUPPORTED: {
    message: '이 수집에는 방문 횟수를 정할 수 없습니다.',
    next: '방문 횟수를 빼거나, 변화를 알려 주는 스트림도 함께 수집하세요.',
  },
  TDM_WATCHLIST_UNKNOWN: { message: '없는 관심 목록입니다.', next: 'tidemark targets list로 목록을 확인하세요.' },
  TDM_DATABASE_UNREACHABLE: database,
  TDM_DATABASE_LOST: database,
  TDM_DATABASE_LOGIN: { message: '데이터베이스가 로그인을 거절합니다.', next: 'DATABASE_URL의 사용자, 비밀번호, sslmode를 확인하세요.' },
  TDM_DATABASE_RIGHTS: { message: '데이터베이스 사용자의 권한이 부족합니다.', next: '필요한 권한을 주세요: tidemark doctor' },
  TDM_DATABASE_START: { message: '내장 데이터베이스가 시작되지 않았습니다.', next: '데이터 폴더의 로그를 확인하세요.' },
  TDM_DATABASE_OLD: { message: '데이터베이스 버전이 너무 낮습니다.', next: '서버를 업그레이드하거나 DATABASE_URL을 비우세요.' },
  TDM_DISK_FULL: { message: '디스크가 가득 찼습니다.', next: '공간을 확보하고 같은 명령을 다시 실행하세요. 멈춘 곳에서 이어집니다.' },
  TDM_SEGMENT_CORRUPT: {
    message: '보관된 원본 응답이 손상되었습니다.',
    next: '나머지는 온전합니다. 백업에서 되돌리거나 그 대상을 다시 수집하세요.',
  },
  TDM_SEGMENT_DAMAGED: { message: '원본 파일이 손상되었습니다.', next: '사본에서 되돌린 뒤 tidemark raw verify를 실행하세요.' },
  TDM_SEGMENT_VERSION: { message: '더 새로운 Tidemark가 쓴 원본 파일입니다.', next: 'Tidemark를 업데이트하세요. 바뀐 것은 없습니다.' },
  TDM_LAKE_FOLDER: lake,
  TDM_LAKE_BUCKET: lake,
  TDM_LAKE_LOGIN: lake,
  TDM_LAKE_BUSY: lake,
  TDM_LAKE_UNREACHABLE: lake,
  TDM_LAKE_FAILED: lake,
  TDM_HOST_UNREACHABLE: { message: '플랫폼 서버가 응답하지 않습니다.', next: '자동으로 다시 시도합니다. 계속되면 네트워크를 확인하세요.' },
  TDM_ROBOTS_DISALLOWED: { message: 'robots.txt가 금지합니다.', next: '그대로 두거나, 허용되는 이유를 기록하세요: tidemark lanes allow' },
  TDM_REDIRECT_OUTSIDE: {
    message: '소스에 속하지 않은 주소로 이동하라는 응답입니다.',
    next: '응답을 보관했습니다. 실행 기록에서 확인하세요.',
  },
  TDM_LANE_HELD: { message: '레인이 쉬고 있습니다.', next: '레인이 열린 뒤 같은 명령을 다시 실행하면 이어집니다.' },
  TDM_CHALLENGE_WAITING: {
    message: '플랫폼이 사람의 확인을 요구해 레인이 멈춰 있습니다.',
    next: 'tidemark challenge open 번호로 확인한 뒤 done 또는 skip으로 답하고 같은 명령을 다시 실행하세요.',
  },
  TDM_CHALLENGE_UNKNOWN: { message: '그런 확인 요청이 없습니다.', next: 'tidemark challenge list로 목록을 확인하세요.' },
  TDM_CHALLENGE_ANSWERED: { message: '이미 답한 확인 요청입니다.', next: '더 할 일이 없습니다.' },
  TDM_BROWSER_MISSING: {
    message: '브라우저가 필요하지만 설치되어 있지 않습니다.',
    next: 'Chromium을 설치하거나 CHROME_PATH 또는 BROWSER_ENDPOINTS를 지정하세요.',
  },
  TDM_BROWSER_FAILED: {
    message: '브라우저가 시작되지 않거나 응답하지 않습니다.',
    next: '직접 실행해 원인을 확인하거나 다른 브라우저를 지정하세요.',
  },
  TDM_BUDGET_SPENT: { message: '오늘의 할당량을 모두 썼습니다.', next: '할당량이 돌아온 뒤 같은 명령을 다시 실행하면 이어집니다.' },
  TDM_CREDENTIAL: { message: '플랫폼이 인증 정보를 거절합니다.', next: '해당 설정을 확인하세요.' },
  TDM_CONTACT_MISSING: {
    message: '연락처 없이 실제 플랫폼에 요청하지 않습니다.',
    next: 'TIDEMARK_CONTACT에 이메일이나 웹 주소를 정하세요.',
  },
  TDM_REPLAY_MISSING: { message: '재생할 기록에 이 주소의 응답이 없습니다.', next: '--record로 다시 기록하세요.' },
  TDM_PAYLOAD_SHAPE: { message: '응답의 형식이 예상과 다릅니다.', next: '격리해 두었습니다. 실행 기록에서 확인하세요.' },
  TDM_RUN_INTERRUPTED: { message: '실행이 중단되었습니다.', next: '같은 명령을 다시 실행하면 멈춘 곳에서 이어집니다.' },
  TDM_RUN_FAILED: { message: '일부 작업이 실패했습니다.', next: '같은 명령을 다시 실행하면 실패한 작업을 다시 시도합니다.' },
  TDM_TASK_LOST: { message: '다른 프로세스가 작업을 넘겨받았습니다.', next: '두 번 저장된 것은 없습니다. 같은 명령을 다시 실행하세요.' },
};

/** An error in the reader's language; null where the API's own English words are the best there are. */
export const useProblemText = (): ((code: string | null | undefined) => Told | null) => {
  const language = useLanguage();
  return (code) => (language === 'ko' && code && Object.hasOwn(korean, code) ? korean[code]! : null);
};
