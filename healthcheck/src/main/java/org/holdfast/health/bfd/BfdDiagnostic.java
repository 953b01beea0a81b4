package org.holdfast.health.bfd;

/**
 * Why a session last left Up or Init, as its packets say (RFC 5880 section 4.1). A packet holds a
 * number from 0 to 31; only these have a meaning.
 */
public enum BfdDiagnostic {
  NONE("No Diagnostic"),
  TIME_EXPIRED("Control Detection Time Expired"),
  ECHO_FAILED("Echo Function Failed"),
  NEIGHBOUR_DOWN("Neighbor Signaled Session Down"),
  FORWARDING_PLANE_RESET("Forwarding Plane Reset"),
  PATH_DOWN("Path Down"),
  CONCATENATED_PATH_DOWN("Concatenated Path Down"),
  ADMINISTRATIVELY_DOWN("Administratively Down"),
  REVERSE_PATH_DOWN("Reverse Concatenated Path Down");

  private static final BfdDiagnostic[] ALL = values();

  private final String words;

  BfdDiagnostic(String words) {
    this.words = words;
  }

  /**
   * RFC 5880's words for a number from a packet; {@code Diagnostic 17} for a number without a
   * meaning.
   */
  public static String describe(int number) {
    return number < ALL.length ? ALL[number].words : "Diagnostic " + number;
  }

  /** The number on the wire. */
  @SuppressWarnings("EnumOrdinal") // declared in the order of RFC 5880's numbers, without a gap
  int number() {
    return ordinal();
  }

  @Override
  public String toString() {
    return words;
  }
}
