import { kakaoWebtoon } from '../../src/sources/kakao-webtoon/index.ts';
import { describeSourceContract } from '../support/source-contract.ts';
import { samples } from './kakao-samples.ts';

describeSourceContract(kakaoWebtoon, samples);
