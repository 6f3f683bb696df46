/** The door of notify: events that are written once, and telling people of them until they were told. */
export { changeChannel, type ChannelChanges } from './change-channel.ts';
export { addChannel, findChannel, listChannels, removeChannel, type NewChannel } from './channels.ts';
export { alertKinds, channelKinds, deliveryStates, severities } from './contract.ts';
export type {
  AlertEvent,
  AlertKind,
  Channel,
  ChannelKind,
  ChannelSettings,
  DeliveryState,
  Message,
  NewAlertEvent,
  Send,
  SendResult,
  Severity,
} from './contract.ts';
export { deliverDue, nextDelivery, type Attempt, type DeliverOptions, type DeliverReport } from './deliver.ts';
export { createDeliverer, type Deliverer } from './deliverer.ts';
export { recordEvent } from './events.ts';
export { channelHealth, listDeliveries, listEvents, type ChannelHealth, type Delivery, type Told } from './ledger.ts';
export { resendChannel, resendDelivery, type Resent } from './resend.ts';
export { createForgetter, forgetAlerts, type RetentionOptions, type RetentionReport } from './retention.ts';
export { createSend, reasonAgainstChannel, type SendOptions } from './send/create-send.ts';
export { addSilence, endSilence, listSilences, type Silence } from './silences.ts';
export { testChannel } from './test-channel.ts';
