package org.holdfast.agent.cli;

/** The version that the build wrote into the jar's manifest. */
public final class Version {

  private Version() {}

  /** A version such as {@code 0.1.0}; {@code unpackaged} when the classes come from no jar. */
  public static String current() {
    var version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }
}
