package org.holdfast.agent.config;

/**
 * How much of a configuration is printed.
 *
 * @param defaults whether standard values are printed too, of keys that the file does not have as
 *     well, and in comments how other values are worked out
 * @param secrets whether passwords are printed, and what may hold some; words stand in their places
 *     otherwise, and the text is for reading alone
 */
public record Form(boolean defaults, boolean secrets) {

  /** What the file says beside standard values. */
  public static final Form FILE = new Form(false, true);

  /** All that holds. */
  public static final Form COMPLETE = new Form(true, true);

  /** The same with the standard values. */
  Form withDefaults() {
    return new Form(true, secrets);
  }

  /** The same for those who may not read the file. */
  public Form withoutSecrets() {
    return new Form(defaults, false);
  }
}
