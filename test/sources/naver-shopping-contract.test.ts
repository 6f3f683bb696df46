import { naverShopping } from '../../src/sources/naver-shopping/index.ts';
import { describeSourceContract } from '../support/source-contract.ts';
import { samples } from './naver-shopping-samples.ts';

describeSourceContract(naverShopping, samples);
