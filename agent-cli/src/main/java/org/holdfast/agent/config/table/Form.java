package org.holdfast.agent.config.table;

/**
 * How much of a configuration is printed.
 *
 * @param defaults whether standard values are printed too, even for keys that the file does not
 *     have, and comments that explain how other values are derived
 * @param secrets how passwords, and texts that may contain passwords, are treated
 */
public record Form(boolean defaults, Secrets secrets) {

  /** How secrets are treated. */
  public enum Secrets {
    PRINTED,
    /** Replaced by a placeholder, so that the text is for display only. */
    HIDDEN,
    /** Replaced by {@link Secret}s, which can be compared. */
    COMPARED
  }

  /** The file's keys, except those with standard values. */
  public static final Form FILE = new Form(false, Secrets.PRINTED);

  /** All keys with all values, including the defaults. */
  public static final Form COMPLETE = new Form(true, Secrets.PRINTED);

  public static final Form COMPARED = new Form(false, Secrets.COMPARED);

  /** Returns the same form with the standard values. */
  Form withDefaults() {
    return new Form(true, secrets);
  }

  /** Returns the same form for readers who may not read the file. */
  public Form withoutSecrets() {
    return new Form(defaults, Secrets.HIDDEN);
  }
}
