import { soop } from '../../src/sources/soop/index.ts';
import { describeSourceContract } from '../support/source-contract.ts';
import { samples } from './soop-samples.ts';

describeSourceContract(soop, samples);
