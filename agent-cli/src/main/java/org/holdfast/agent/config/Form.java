package org.holdfast.agent.config;

/**
 * How much of a configuration is written.
 *
 * @param defaults whether what would hold anyway is written too
 * @param secrets whether passwords are, and what may hold some; words stand in their places
 *     otherwise, and what is written is for reading alone
 */
public record Form(boolean defaults, boolean secrets) {

  /** What the file has to say, and no more. */
  public static final Form FILE = new Form(false, true);

  /** All that holds. */
  public static final Form COMPLETE = new Form(true, true);

  /** The same for those who may not read the file. */
  public Form withoutSecrets() {
    return new Form(defaults, false);
  }
}
