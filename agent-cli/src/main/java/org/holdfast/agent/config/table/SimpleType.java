package org.holdfast.agent.config.table;

/** A value that needs no place in the file to be known. */
public abstract class SimpleType<T> extends ValueType<T> {

  /** What stands in the place of a secret. */
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
   * What stands in the file for {@code value}, in its one spelling: a text, a number, a truth value
   * or a list of texts. Read again, it is that value.
   */
  public abstract Object written(T value);

  /** The same for those who may not read the file: a secret is hidden. */
  Object shown(T value) {
    return written(value);
  }
}
