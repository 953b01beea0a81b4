package org.holdfast.agent.config.table;

import org.jspecify.annotations.Nullable;

/**
 * The language in which messages name keys and places: that of the file that the operator has
 * written.
 */
public interface Wording {

  /** The names of the YAML file itself. */
  Wording YAML =
      new Wording() {
        @Override
        public String place(NodePath trail) {
          return trail.toString();
        }

        @Override
        public String name(@Nullable NodePath trail, KeyPath<?> key) {
          return key.path();
        }

        @Override
        public String setting(@Nullable NodePath trail, KeyPath<?> key, String value) {
          return key.path() + ": " + value;
        }
      };

  /** Returns a place in the file, such as {@code vrrp.instances.VI_1.priority}. */
  String place(NodePath trail);

  /**
   * Returns the name of a key.
   *
   * @param trail the place of the section that contains the key; null if that is not known
   */
  String name(@Nullable NodePath trail, KeyPath<?> key);

  /**
   * Returns what an operator writes to give a key a value.
   *
   * @param trail the place of the section that contains the key; null if that is not known
   * @param value the value as in the YAML file
   */
  String setting(@Nullable NodePath trail, KeyPath<?> key, String value);
}
