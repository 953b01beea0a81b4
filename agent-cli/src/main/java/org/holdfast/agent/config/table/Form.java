package org.holdfast.agent.config.table;

/**
 * How much of a configuration is printed.
 *
 * @param defaults whether standard values are printed too, of keys that the file does not have as
 *     well, and in comments how other values are worked out
 * @param secrets what becomes of passwords, and of what may hold some
 */
public record Form(boolean defaults, Secrets secrets) {

  /** What becomes of secrets. */
  public enum Secrets {
    PRINTED,
    /** Words stand in their places, and the text is for reading alone. */
    HIDDEN,
    /** As {@link Secret}s, which can be compared. */
    COMPARED
  }

  /** What the file says beside standard values. */
  public static final Form FILE = new Form(false, Secrets.PRINTED);

  /** All that holds. */
  public static final Form COMPLETE = new Form(true, Secrets.PRINTED);

  public static final Form COMPARED = new Form(false, Secrets.COMPARED);

  /** The same with the standard values. */
  Form withDefaults() {
    return new Form(true, secrets);
  }

  /** The same for those who may not read the file. */
  public Form withoutSecrets() {
    return new Form(defaults, Secrets.HIDDEN);
  }
}
