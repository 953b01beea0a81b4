package org.holdfast.agent.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the names of users in {@code /etc/passwd}. */
public final class UserNames {

  private static final Path PASSWD = Path.of("/etc/passwd");

  private UserNames() {}

  /** Returns the caller's name, or its uid if it has none. Reads a file. */
  public static String nameOf(Caller caller) {
    try {
      return nameOf(caller, Files.readString(PASSWD));
    } catch (IOException noNames) {
      return caller.words();
    }
  }

  /** Returns the caller's name according to a text in the format of {@code /etc/passwd}. */
  static String nameOf(Caller caller, String passwd) {
    var uid = Integer.toString(caller.uid());
    return passwd
        .lines()
        .map(line -> line.split(":", -1))
        .filter(fields -> fields.length > 2 && fields[2].equals(uid) && !fields[0].isEmpty())
        .map(fields -> fields[0])
        .findFirst()
        .orElse(caller.words());
  }
}
