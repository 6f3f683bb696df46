import { youtube } from '../../src/sources/youtube/index.ts';
import { describeSourceContract } from '../support/source-contract.ts';
import { samples } from './youtube-samples.ts';

describeSourceContract(youtube, samples);
