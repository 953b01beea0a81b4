package org.holdfast.it.bench;

import java.nio.file.Path;

/** The same thing, as each make is told it. */
interface Configurations {
  /** Where the files of a run go. */
  Path directory();

  /** A whole holdfast.yaml. */
  String holdfast();

  /** A whole keepalived.conf. */
  String keepalived();
}
