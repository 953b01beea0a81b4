package org.holdfast.agent.config.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.KeyPath;
import org.jspecify.annotations.Nullable;

/** A value in the structure of the YAML file, and the position in the old file it comes from. */
public sealed interface Tree {

  /** The position of the value in the old file, or of the statement that it follows from. */
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

    /** The values by key. */
    public Map<String, Tree> members() {
      return members;
    }

    /** The parts of the old block that were not carried over, one line each. */
    public List<String> remarks() {
      return remarks;
    }

    /** Sets the last line of the block that the mapping comes from. */
    public void endsAt(int line) {
      lastLine = line;
    }

    /** Whether the mapping comes from a block that contains the line. */
    public boolean covers(String file, int line) {
      return place.file().equals(file) && place.line() <= line && line <= lastLine;
    }

    /** Adds a line to the comments about the old block. */
    public void remark(String text) {
      remarks.add(text);
    }

    public boolean has(String path) {
      return get(path) != null;
    }

    /** The value at a path of keys with dots between them; null for none. */
    public @Nullable Tree get(String path) {
      int dot = path.indexOf('.');
      if (dot < 0) {
        return members.get(path);
      }
      return members.get(path.substring(0, dot)) instanceof Mapping below
          ? below.get(path.substring(dot + 1))
          : null;
    }

    /** Sets or replaces a value; does nothing for null. */
    public void put(String path, @Nullable Tree value) {
      int dot = path.indexOf('.');
      if (value == null) {
        return;
      }
      if (dot >= 0) {
        section(path.substring(0, dot), value.place()).put(path.substring(dot + 1), value);
      } else {
        members.put(path, value);
      }
    }

    public void put(String path, FilePosition from, String text) {
      put(path, new Text(from, text));
    }

    public void putIfAbsent(String path, FilePosition from, String text) {
      if (!has(path)) {
        put(path, from, text);
      }
    }

    public void remove(String key) {
      members.remove(key);
    }

    /** Whether there is a value at the path. */
    public boolean has(KeyPath<?> path) {
      return has(path.path());
    }

    /** The value at the path; null for none. */
    public @Nullable Tree get(KeyPath<?> path) {
      return get(path.path());
    }

    /** Sets or replaces a value; does nothing for null. */
    public void put(KeyPath<?> path, @Nullable Tree value) {
      put(path.path(), value);
    }

    /** Sets or replaces a text. */
    public void put(KeyPath<?> path, FilePosition from, String text) {
      put(path.path(), from, text);
    }

    /** Sets the text if there is no value at the path. */
    public void putIfAbsent(KeyPath<?> path, FilePosition from, String text) {
      putIfAbsent(path.path(), from, text);
    }

    /** Appends to the list at the path. */
    public void add(KeyPath<?> path, Tree item) {
      add(path.path(), item);
    }

    /** The list at the path; empty if there is none. */
    public List<Tree> items(KeyPath<?> path) {
      return items(path.path());
    }

    /** The text at the path, or {@code otherwise}. */
    public String text(KeyPath<?> path, String otherwise) {
      return text(path.path(), otherwise);
    }

    /** The text at the path; null for none. */
    public @Nullable String text(KeyPath<?> path) {
      return text(path.path());
    }

    /** Removes the value of a key of this mapping. */
    public void remove(Key<?> key) {
      remove(key.name());
    }

    /** The mapping at {@code key}, created if there is none. */
    public Mapping section(Key<?> key, FilePosition from) {
      return section(key.name(), from);
    }

    /** The mapping at {@code key}, created if there is none. */
    public Mapping section(String key, FilePosition from) {
      if (members.get(key) instanceof Mapping there) {
        return there;
      }
      var made = new Mapping(from);
      members.put(key, made);
      return made;
    }

    /** Appends to the list at a path. */
    public void add(String path, Tree item) {
      if (get(path) instanceof Items there) {
        there.items().add(item);
      } else {
        put(path, new Items(item.place(), List.of(item)));
      }
    }

    public List<Tree> items(String path) {
      return get(path) instanceof Items there ? there.items() : List.of();
    }

    public String text(String path, String otherwise) {
      var text = text(path);
      return text == null ? otherwise : text;
    }

    /** The text at a path; null for none. */
    public @Nullable String text(String path) {
      return get(path) instanceof Text text ? text.text() : null;
    }
  }
}
