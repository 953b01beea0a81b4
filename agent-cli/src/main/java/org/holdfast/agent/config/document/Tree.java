package org.holdfast.agent.config.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.KeyPath;
import org.holdfast.agent.config.table.KeyPath.Below;
import org.jspecify.annotations.Nullable;

/** A value in the structure of the YAML file, and its position in the original file. */
public sealed interface Tree {

  /**
   * Returns the position of the value in the original file, or of the statement that implies the
   * value.
   */
  FilePosition place();

  /** One piece of text. */
  record Text(FilePosition place, String text) implements Tree {}

  /** A list of values. */
  record Items(FilePosition place, List<Tree> items) implements Tree {
    public Items {
      items = new ArrayList<>(items); // grows while a file is read
    }
  }

  /** Values by key, in the order in which they were added; grows while a file is read. */
  final class Mapping implements Tree {

    private final FilePosition place;
    private final Map<String, Tree> members = new LinkedHashMap<>();
    private final List<String> remarks = new ArrayList<>();
    private int lastLine;

    public Mapping(FilePosition place) {
      this.place = place;
    }

    @Override
    public FilePosition place() {
      return place;
    }

    /** Returns the values by key. */
    public Map<String, Tree> members() {
      return members;
    }

    /** Returns the parts of the original block that were not carried over, one line each. */
    public List<String> remarks() {
      return remarks;
    }

    /** Sets the last line of the block from which the mapping was translated. */
    public void endsAt(int line) {
      lastLine = line;
    }

    /** Whether the mapping was translated from a block. */
    public boolean isBlock() {
      return lastLine > 0;
    }

    /** Whether the mapping was translated from a block that contains the line. */
    public boolean covers(String file, int line) {
      return place.file().equals(file) && place.line() <= line && line <= lastLine;
    }

    /** Adds a line to the comments about the original block. */
    public void remark(String text) {
      remarks.add(text);
    }

    /** Whether there is a value at the path. */
    public boolean has(KeyPath<?> path) {
      return get(path) != null;
    }

    /** Returns the value at the path, or null if there is none. */
    public @Nullable Tree get(KeyPath<?> path) {
      return switch (path) {
        case Key<?> key -> members.get(key.name());
        case Below<?> below ->
            get(below.above()) instanceof Mapping section ? section.get(below.key()) : null;
      };
    }

    /** Returns the text at the path, or null if there is none. */
    public @Nullable String text(KeyPath<?> path) {
      return get(path) instanceof Text text ? text.text() : null;
    }

    /** Returns the text at the path, or {@code otherwise} if there is none. */
    public String text(KeyPath<?> path, String otherwise) {
      var text = text(path);
      return text == null ? otherwise : text;
    }

    /** Returns the list at the path, which is empty if there is none. */
    public List<Tree> items(KeyPath<?> path) {
      return get(path) instanceof Items there ? there.items() : List.of();
    }

    /** Returns the mapping at the path, and creates it if there is none. */
    public Mapping section(KeyPath<?> path, FilePosition from) {
      if (get(path) instanceof Mapping there) {
        return there;
      }
      var made = new Mapping(from);
      put(path, made);
      return made;
    }

    /** Sets or replaces a value; does nothing for null. */
    public void put(KeyPath<?> path, @Nullable Tree value) {
      if (value == null) {
        return;
      }
      switch (path) {
        case Key<?> key -> members.put(key.name(), value);
        case Below<?> below -> section(below.above(), value.place()).put(below.key(), value);
      }
    }

    /** Sets or replaces a text. */
    public void put(KeyPath<?> path, FilePosition from, String text) {
      put(path, new Text(from, text));
    }

    /** Sets the text if there is no value at the path. */
    public void putIfAbsent(KeyPath<?> path, FilePosition from, String text) {
      if (!has(path)) {
        put(path, from, text);
      }
    }

    /** Replaces the list at the path; removes it if there are no items. */
    public void putItems(KeyPath<?> path, List<Tree> items) {
      if (items.isEmpty()) {
        remove(path);
      } else {
        put(path, new Items(items.getFirst().place(), items));
      }
    }

    /** Appends to the list at the path. */
    public void add(KeyPath<?> path, Tree item) {
      if (get(path) instanceof Items there) {
        there.items().add(item);
      } else {
        put(path, new Items(item.place(), List.of(item)));
      }
    }

    /** Removes the value at the path, and every mapping on the path that becomes empty. */
    public void remove(KeyPath<?> path) {
      switch (path) {
        case Key<?> key -> members.remove(key.name());
        case Below<?> below -> {
          if (get(below.above()) instanceof Mapping section) {
            section.remove(below.key());
            if (section.members.isEmpty()) {
              remove(below.above());
            }
          }
        }
      }
    }
  }
}
