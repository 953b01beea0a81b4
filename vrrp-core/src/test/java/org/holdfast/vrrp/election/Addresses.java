package org.holdfast.vrrp.election;

/**
 * The addresses of a virtual router in a node's kernel, with duplicate address detection if the LAN
 * asks for it (RFC 4862 section 5.4). They survive the process.
 */
final class Addresses {

  private enum Standing {
    ABSENT,
    TENTATIVE,
    DUPLICATE,
    USABLE
  }

  private static final long LONGEST_DELAY_NANOS = 1_000_000_000L;
  private static final long RETRANSMISSION_NANOS = 1_000_000_000L;

  private final Lan lan;
  private final Node node;
  private final Member member;
  private final Runnable listener;
  private Standing standing = Standing.ABSENT;
  private int detections;

  /**
   * @param listener called when a detection has ended, in either way
   */
  Addresses(Lan lan, Node node, Member member, Runnable listener) {
    this.lan = lan;
    this.node = node;
    this.member = member;
    this.listener = listener;
  }

  boolean areHeld() {
    return standing != Standing.ABSENT;
  }

  /** Whether the kernel answers for them. */
  boolean areUsable() {
    return standing == Standing.USABLE;
  }

  boolean areDuplicate() {
    return standing == Standing.DUPLICATE;
  }

  /** Adds the addresses; changes nothing if they are held. */
  void add() {
    if (!areHeld()) {
      addAgain();
    }
  }

  /** Removes and adds the addresses, which begins another detection. */
  void addAgain() {
    int detection = ++detections;
    standing = lan.detectsDuplicates ? Standing.TENTATIVE : Standing.USABLE;
    if (lan.detectsDuplicates) {
      lan.after(lan.random.nextLong(LONGEST_DELAY_NANOS), () -> probe(detection));
    }
  }

  void remove() {
    standing = Standing.ABSENT;
  }

  private void probe(int detection) {
    if (!isUnderWay(detection)) {
      return;
    }
    lan.probed(node, member);
    lan.after(
        RETRANSMISSION_NANOS,
        () -> {
          if (isUnderWay(detection)) {
            standing = Standing.USABLE;
            lan.count("detection: free");
            listener.run();
          }
        });
  }

  private boolean isUnderWay(int detection) {
    return standing == Standing.TENTATIVE && detection == detections;
  }

  /** Handles an announcement of the same addresses, or the probe of another detection. */
  void contested() {
    if (standing == Standing.TENTATIVE) {
      standing = Standing.DUPLICATE;
      lan.count("detection: duplicate");
      listener.run();
    }
  }
}
