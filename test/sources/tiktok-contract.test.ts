import { tiktok } from '../../src/sources/tiktok/index.ts';
import { describeSourceContract } from '../support/source-contract.ts';
import { samples } from './tiktok-samples.ts';

describeSourceContract(tiktok, samples);
