import { naverWebtoon } from '../../src/sources/naver-webtoon/index.ts';
import { describeSourceContract } from '../support/source-contract.ts';
import { samples } from './naver-samples.ts';

describeSourceContract(naverWebtoon, samples);
