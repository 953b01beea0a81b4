package org.holdfast.it.bench;

import java.nio.file.Path;

/** The same setup as a configuration of each make. */
interface Configurations {
  /** Returns the directory for the files of a run. */
  Path directory();

  /** Returns a complete holdfast.yaml. */
  String holdfast();

  /** Returns a complete keepalived.conf. */
  String keepalived();
}
