package org.holdfast.agent.cli;

import picocli.CommandLine;

/** The version, as the build wrote it into the jar's manifest. */
public final class Version {

  private Version() {}

  /** Such as {@code 0.1.0}; {@code unpackaged} when the classes do not come from the jar. */
  public static String current() {
    var version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }

  /** For {@code --version}. */
  static final class Provider implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"holdfast " + current()};
    }
  }
}
