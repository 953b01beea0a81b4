package org.holdfast.agent.cli;

/** The version, as the build wrote it into the jar's manifest. */
public final class Version {

  private Version() {}

  /** Such as {@code 0.1.0}; {@code unpackaged} when the classes do not come from the jar. */
  public static String current() {
    var version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }
}
