package org.holdfast.agent.config.keepalived;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.document.FilePosition;

/** Collects notes up to a limit. */
final class Notes {

  private static final int MOST = 10_000;

  private final List<Note> notes = new ArrayList<>();
  private boolean fatal;

  void repaired(FilePosition place, String message) {
    add(new Note(place, Note.Kind.REPAIRED, message));
  }

  void remarked(FilePosition place, String message) {
    add(new Note(place, Note.Kind.REMARKED, message));
  }

  void notCarried(FilePosition place, String keyword, String reason) {
    add(new Note(place, Note.Kind.NOT_CARRIED, keyword + " is not carried over: " + reason));
  }

  void fatal(FilePosition place, String message) {
    if (!fatal) {
      notes.add(new Note(place, Note.Kind.FATAL, message));
    }
    fatal = true;
  }

  private void add(Note note) {
    if (notes.size() < MOST) {
      notes.add(new Note(note.place(), note.kind(), oneLine(note.message())));
    }
  }

  /** Returns the text as one line of limited length. */
  static String shown(String text) {
    var shown = new StringBuilder();
    for (int i = 0; i < text.length() && i < 60; i++) {
      char c = text.charAt(i);
      shown.append(Character.isISOControl(c) ? '?' : c);
    }
    return text.length() > 60 ? shown + "..." : shown.toString();
  }

  private static String oneLine(String message) {
    for (int i = 0; i < message.length(); i++) {
      if (Character.isISOControl(message.charAt(i))) {
        return message.replaceAll("\\p{Cntrl}", "?");
      }
    }
    return message;
  }

  boolean isFatal() {
    return fatal;
  }

  List<Note> all() {
    return List.copyOf(notes);
  }
}
