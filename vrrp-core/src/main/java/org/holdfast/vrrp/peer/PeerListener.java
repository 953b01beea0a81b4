package org.holdfast.vrrp.peer;

/** Is told when a disagreement has been confirmed, and when it is over: each once. */
public interface PeerListener {

  /** It stands from now on. */
  void disagrees(Disagreement disagreement);

  /** It is over: mended, or nothing more is heard of it. */
  void agrees(Disagreement disagreement);
}
