import { twitch } from '../../src/sources/twitch/index.ts';
import { describeSourceContract } from '../support/source-contract.ts';
import { samples } from './twitch-samples.ts';

describeSourceContract(twitch, samples);
