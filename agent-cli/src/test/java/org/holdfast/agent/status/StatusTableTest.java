package org.holdfast.agent.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusTableTest {

  @Test
  void aReportIsAScreenThatLinesUp() {
    assertThat(StatusTable.of(Reports.full()))
        .isEqualTo(
            """
            holdfast 0.1.0 on lvs1, pid 4711, up 1 d 2 h

            VI_1          MASTER for 12 min 5 s: no advert for 3.414 s
              router      VRRPv3 IPv4, VRID 51 on eth0, from 192.0.2.1
              priority    150 - 60 (interface eth1 failed) = 90
              timers      advert every 1.00 s, next in 312 ms
              address     203.0.113.10/24 dev eth0      held
                          203.0.113.9/24  dev eth0.100  WANTED BUT MISSING
                          2001:db8::10/64 dev eth0      held, not advertised
              packets     726 sent, 3 received, 2 not sent, 1 with other addresses than ours
              rejected    12 TTL, 1 PASSWORD
              history     became master once, 10 announcements, 2 addresses put back

            VI_2          BACKUP for 1 min 0 s: the agent started
              router      VRRPv2 IPv4, VRID 52 on eth0, from 192.0.2.1
              priority    100
              master      192.0.2.2, priority 150, every 1.00 s, heard 61 ms ago
              timers      advert every 1.00 s, master lost in 3.55 s, preempts in 30.00 s
              address     203.0.113.11/24 dev eth0  NOT WANTED BUT PRESENT
              packets     0 sent, 60 received
              history     became master 0 times, 0 announcements

            VI_6          FAULT for 1.00 s: interface eth1 down
              fault       interface eth1 down
              fault       tracked script web-alive failed
              router      VRRPv3 IPv6, VRID 61 on eth1, from no address yet
              priority    100
              timers      advert every 100 ms
              address     fe80::100/64 dev eth1  not held
              packets     0 sent, 0 received
              history     became master 0 times, 0 announcements

            VI_7          STOP (handing over) for 120 ms: the agent stops
              router      VRRPv3 IPv4, VRID 53 on eth0, from 192.0.2.1
              priority    150
              timers      advert every 1.00 s, lets go in 580 ms
              packets     90000 sent, 0 received
              history     became master 3 times, 30 announcements
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 ms",
    "0.0614, 61 ms",
    "0.9994, 999 ms",
    "0.9996, 1.00 s",
    "3.609, 3.61 s",
    "59.996, 1 min 0 s",
    "725, 12 min 5 s",
    "10920, 3 h 2 min",
    "356400, 4 d 3 h",
    "-0.004, -4 ms",
  })
  void aSpanHasTwoUnitsAtMost(double seconds, String text) {
    assertThat(StatusTable.span(seconds)).isEqualTo(text);
  }
}
