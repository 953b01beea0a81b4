package org.holdfast.agent.cli;

/** The version that the build wrote into the jar's manifest. */
public final class Version {

  private Version() {}

  /**
   * Returns a version such as {@code 0.1.0}, or {@code unpackaged} if the classes do not come from
   * a jar.
   */
  public static String current() {
    var version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }
}
