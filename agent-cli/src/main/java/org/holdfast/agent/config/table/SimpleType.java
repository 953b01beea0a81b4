package org.holdfast.agent.config.table;

/** A value whose written form does not depend on other keys. */
public abstract class SimpleType<T> extends ValueType<T> {

  /** The text that replaces a secret. */
  static final String HIDDEN = "(hidden)";

  @Override
  public final Object written(T value, Form form) {
    return switch (form.secrets()) {
      case PRINTED -> written(value);
      case HIDDEN -> shown(value);
      case COMPARED -> {
        var plain = written(value);
        var shown = shown(value);
        yield plain.equals(shown) ? plain : new Secret(plain, shown);
      }
    };
  }

  /**
   * Returns the written form of {@code value}, always in the same spelling: a text, a number, a
   * boolean or a list of texts. Reading the written form gives the same value.
   */
  public abstract Object written(T value);

  /**
   * Returns the written form for readers who may not read the file, in which secrets are hidden.
   */
  Object shown(T value) {
    return written(value);
  }
}
