package org.holdfast.agent.snmp;

import java.util.concurrent.CompletableFuture;
import org.holdfast.agent.snmp.mib.MibFacts;
import org.holdfast.agent.snmp.mib.Setting;

/** The agent, as SNMP sees and changes it. */
public interface SnmpSource {

  /** Returns the facts of the next snapshot. */
  CompletableFuture<MibFacts> ask();

  /** Changes a setting; the future fails if it cannot be changed. */
  CompletableFuture<Void> apply(Setting setting);
}
