package org.holdfast.it.lab;

import java.util.Map;
import java.util.TreeMap;

/**
 * Users and groups that exist only in one lab, and a program that records its user. The lab must
 * have been opened by root, because other users cannot change their user in it.
 */
public final class LabUsers {

  /** A user with a group of the same name, and a member of {@link #FURTHER}. */
  public static final String USER = "lab_a";

  /** Another such user. */
  public static final String OTHER = "lab_b";

  /** A group without members. */
  public static final String GROUP = "lab_g";

  /** A group that all these users are further members of. */
  public static final String FURTHER = "lab_further";

  private static final String KEEPALIVED = "keepalived_script";

  // The program writes a new file and renames it, because several users may run it for one name,
  // and because a reader must not see half of it.
  private static final String SET_UP =
      """
      set -e
      mkdir -m 755 /run/users
      cp /etc/passwd /etc/group /run/users
      number=4343
      for user in "$@"; do
        echo "$user:x:$number:$number::/:/bin/sh" >> /run/users/passwd
        echo "$user:x:$number:" >> /run/users/group
        number=$((number + 1))
      done
      echo "lab_g:x:4350:" >> /run/users/group
      echo "lab_further:x:4351:$(echo "$@" | tr ' ' ,)" >> /run/users/group
      mount --bind /run/users/passwd /etc/passwd
      mount --bind /run/users/group /etc/group
      cat > /run/users/record <<'END'
      #!/bin/sh
      to=/run/users/$1
      echo "$(id -u) $(id -g) $(id -G)" > $to/new.$$
      mv $to/new.$$ $to/$2
      case $2 in *-reader) exec cat "$3" > /dev/null ;; esac
      END
      chmod 755 /run/users/record
      """;

  private final Lab lab;

  private LabUsers(Lab lab) {
    this.lab = lab;
  }

  /**
   * Adds the users to a lab, once.
   *
   * @param withDefault whether there is also the user that keepalived runs commands as
   */
  public static LabUsers in(Lab lab, boolean withDefault) {
    lab.run("sh", "-c", SET_UP, "users", USER, OTHER, withDefault ? KEEPALIVED : "lab_c");
    return new LabUsers(lab);
  }

  /**
   * Returns the command line, without a name for the record, of a program that records its user,
   * its group and all its groups. With a name that ends with {@code -reader}, the program then
   * reads the file that its next argument names, to the end.
   *
   * @param place the name of the records that belong together
   */
  public String recorder(String place) {
    lab.run("sh", "-c", "mkdir -p /run/users/$1; chmod 777 /run/users/$1", "place", place);
    return "/run/users/record " + place;
  }

  /** Returns the records of a place by their names: the numbers of user, group and all groups. */
  public Map<String, String> records(String place) {
    var records = new TreeMap<String, String>();
    var lines = lab.run("sh", "-c", "cd /run/users/$1; grep -Hs . * || :", "place", place);
    for (var line : lines.lines().toList()) {
      int colon = line.indexOf(':');
      if (!line.startsWith("new.")) {
        records.put(line.substring(0, colon), line.substring(colon + 1));
      }
    }
    return records;
  }
}
