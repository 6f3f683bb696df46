import { chzzk } from '../../src/sources/chzzk/index.ts';
import { describeSourceContract } from '../support/source-contract.ts';
import { samples } from './chzzk-samples.ts';

describeSourceContract(chzzk, samples);
