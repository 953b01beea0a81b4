package org.holdfast.linux;

/**
 * A kind of log line that operators and programs look for. Each kind has a name that lasts and a
 * MESSAGE_ID for the journal; neither ever changes, because filters are built on them.
 */
public enum LogEvent {
  AGENT_STARTED("1f0794a05a985c88889ff63a0b7784b1", "the agent starts: the first line"),
  AGENT_STOPPING("1da01d5545125eaca389b71460d8ae06", "the agent stops"),
  RELOADED("a834bed036d25a29bc5770a1dccc308b", "a new configuration is applied"),
  RELOAD_REFUSED("c2f0fc98cf7f5031bf9ab092a444cc85", "a new configuration is refused"),
  INSTANCE_MASTER("a4fe9ee41b22522fb30b398014275b9b", "an instance becomes master"),
  INSTANCE_BACKUP("101b1d04402c563488f94c23b99fa14e", "an instance becomes backup"),
  INSTANCE_FAULT("ec6dbaca25a157f59bbd994cf872cbd2", "an instance has a fault"),
  INSTANCE_LEAVING(
      "1d887975f8995ea69dae92db730573ff", "an instance hands over and serves until then"),
  CHECK_FAILED("90f878bca02c5208ba0fdcbb2b8e6cc6", "a check fails"),
  CHECK_SUCCEEDED("364afb638f455db59ccd19390995f1f7", "a check succeeds again"),
  SERVER_UP("4230652479c25c349667f139bb385e5e", "a real server is up"),
  SERVER_DOWN("4a166a2f6c4652b9ad851cab070180a3", "a real server is down"),
  QUORUM_GAINED("a61d492207c25676936050c49a9aafe4", "a virtual server has its quorum"),
  QUORUM_LOST("48df8b9365d3591689489931bd2a0a00", "a virtual server has lost its quorum"),
  SORRY_SERVER("f7a83fc56faf5ba8b2c20cd97cc7cd5d", "the sorry server begins or ceases to serve"),
  ORDER("409c8bf9febc5636b928d2168172392d", "an operator's order begins or ends");

  private final String messageId;
  private final String meaning;

  LogEvent(String messageId, String meaning) {
    this.messageId = messageId;
    this.meaning = meaning;
  }

  /** The MESSAGE_ID of the journal: 32 hexadecimal digits. */
  public String messageId() {
    return messageId;
  }

  /** What has happened, in words for the documentation. */
  public String meaning() {
    return meaning;
  }
}
