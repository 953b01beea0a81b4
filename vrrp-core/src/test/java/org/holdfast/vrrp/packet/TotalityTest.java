package org.holdfast.vrrp.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytes from a seed: noise, and real packets that are spoilt or truncated somewhere. Half of the
 * time their checksums are corrected, so that spoilt ones get past that check.
 */
class TotalityTest {

  private static final int TRIES = 500;

  private static final List<byte[]> ADVERTS_V4 =
      Stream.of("v2_plain", "v2_pass", "v2_ah", "v3_mcast", "v3_hmac", "v3_unicast_oldcsum")
          .map(name -> Capture.advertsOf(name).get(1).array())
          .toList();
  private static final List<byte[]> ADVERTS_V6 =
      Capture.advertsOf("v3_ipv6").stream()
          .map(packet -> Capture.copy(packet, 40, packet.capacity() - 40).array())
          .toList();
  private static final List<byte[]> FRAMES =
      Capture.framesOf("v3_ipv6").stream().map(ByteBuffer::array).toList();
  private static final List<byte[]> ARP_FRAMES =
      Capture.framesOf("v3_unicast").stream().map(ByteBuffer::array).toList();

  static LongStream seeds() {
    return LongStream.range(0, 40);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void noBytesBreakAParserAndAcceptedPacketsKeepTheirMeaning(long seed) {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    var accepted = new ArrayList<Integer>();
    accepted.add(tryAll(random, ADVERTS_V4, 20, Meaning::ofAdvertV4));
    accepted.add(tryAll(random, ADVERTS_V6, 0, Meaning::ofAdvertV6));
    accepted.add(tryAll(random, ARP_FRAMES, -1, Meaning::ofArp));
    accepted.add(tryAll(random, FRAMES, -1, Meaning::ofNeighbour));
    assertThat(accepted).as("enough of them get through").allMatch(count -> count > 0);
  }

  private static int tryAll(
      RandomGenerator random, List<byte[]> samples, int message, ToIntFunction<byte[]> meaning) {
    int accepted = 0;
    for (int i = 0; i < TRIES; i++) {
      accepted += meaning.applyAsInt(noise(random));
      var sample = samples.get(random.nextInt(samples.size()));
      accepted += meaning.applyAsInt(spoilt(random, sample, message));
    }
    return accepted;
  }

  private static byte[] noise(RandomGenerator random) {
    var bytes = new byte[random.nextInt(120)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] spoilt(RandomGenerator random, byte[] sample, int message) {
    boolean cut = random.nextInt(4) == 0;
    var bytes = Arrays.copyOf(sample, cut ? random.nextInt(90) : sample.length);
    for (int changes = random.nextInt(3); changes > 0 && bytes.length > 0; changes--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    if (message >= 0 && bytes.length >= message + 8 && random.nextBoolean()) {
      var packet = ByteBuffer.wrap(bytes);
      Wire.putU16(packet, message + 6, 0);
      long sum = InternetChecksum.sum(packet, message, bytes.length);
      Wire.putU16(packet, message + 6, InternetChecksum.of(sum));
    }
    return bytes;
  }
}
