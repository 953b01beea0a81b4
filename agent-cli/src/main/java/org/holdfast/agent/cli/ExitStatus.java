package org.holdfast.agent.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.holdfast.agent.config.ConfigException;

/**
 * The exit statuses of {@code holdfast}. They are a contract with scripts and systemd: the numbers
 * never change.
 */
public enum ExitStatus {
  OK(0, "all went well"),
  FAILED(1, "something else failed; the last line says what"),
  CONFIGURATION(2, "the command line or the configuration is wrong; nothing was touched"),
  NOT_RUNNING(3, "no agent answers on the control socket"),
  /** The same number as in keepalived. */
  NOT_PERMITTED(4, "a capability is missing; nothing was touched"),
  ALREADY_RUNNING(5, "another agent runs on the same control socket; nothing was touched"),
  DIFFERS(6, "diff: a reload would change something"),
  NEEDS_FORCE(7, "step-down, drain, weight: not carried out without --force; the line says why"),
  HUNG(8, "run: the election loop hung; the agent ended itself"),
  END_TOO_SLOW(9, "run: the orderly end took too long; the addresses were released all the same"),
  FILE_MISSING(4, "check --as-keepalived: the file is missing"),
  FILE_WRONG(5, "check --as-keepalived: the file has an error, or one that is mended"),
  FILE_INSECURE(
      6,
      "check --as-keepalived: commands without enable_script_security; or, with --all-config, an"
          + " include without a file");

  private final int code;
  private final String meaning;

  ExitStatus(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  public int code() {
    return code;
  }

  /**
   * Returns FAILED if only warnings cause the refusal, as with --strict, and otherwise
   * CONFIGURATION.
   */
  public static ExitStatus of(ConfigException refused) {
    return refused.isOfWarnings() ? FAILED : CONFIGURATION;
  }

  /** Returns the meaning of each number, for the help. */
  static Map<String, String> documented() {
    var meanings = new LinkedHashMap<String, String>();
    for (var status : values()) {
      if (!status.name().startsWith("FILE_")) { // the help of check names these
        meanings.put(Integer.toString(status.code), status.meaning);
      }
    }
    return meanings;
  }
}
