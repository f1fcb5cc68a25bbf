package io.muster.kpc.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttMessageFactory;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the decoder and follows the packets. One that claims to be too long is reported at once: the decoder would
 * first gather its whole variable header, which may be all of it. One with {@link ReservedBits} is reported as malformed:
 * the decoder would drop them.
 */
final class PacketGuard extends ChannelInboundHandlerAdapter {
    private static final int LENGTH_BYTES = 4;

    private final int limit;
    private boolean inHeader;
    private int lengthBytes;
    private long length;
    private long toSkip;
    private final ReservedBits reserved = new ReservedBits();
    private @Nullable DecoderException fault;

    /** @param limit of the bytes behind the fixed header */
    PacketGuard(int limit) {
        this.limit = limit;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (fault != null || !(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        int end = fits(bytes);
        if (fault == null) {
            context.fireChannelRead(message);
            return;
        }
        // What came before the bad packet is handed on; of the packet itself nothing more.
        context.fireChannelRead(bytes.readSlice(end).retain());
        bytes.release();
        context.pipeline().context(MqttDecoder.class).fireChannelRead(MqttMessageFactory.newInvalidMessage(fault));
    }

    /** How many of the bytes may be handed on: all, or those before the packet that has a fault. */
    private int fits(ByteBuf bytes) {
        int start = bytes.readerIndex();
        int at = start;
        int packet = start;
        while (at < bytes.writerIndex()) {
            if (toSkip > 0) {
                int body = (int) Math.min(toSkip, bytes.writerIndex() - at);
                for (int i = at; i < at + body && !reserved.isDone(); i++) {
                    if (!reserved.accept(bytes.getUnsignedByte(i))) {
                        fault = new DecoderException("a filter of SUBSCRIBE has options with a reserved bit");
                        return packet - start;
                    }
                }
                toSkip -= body;
                at += body;
            } else if (!inHeader) {
                packet = at;
                reserved.begin(bytes.getUnsignedByte(at++));
                inHeader = true;
                length = 0;
                lengthBytes = 0;
            } else {
                int digit = bytes.getUnsignedByte(at++);
                length |= (long) (digit & 0x7f) << (7 * lengthBytes++);
                if ((digit & 0x80) == 0 || lengthBytes == LENGTH_BYTES) {
                    if (length > limit) {
                        fault = new TooLongFrameException("a packet is longer than " + limit + " bytes");
                        return packet - start;
                    }
                    inHeader = false;
                    toSkip = length;
                }
            }
        }
        return bytes.readableBytes();
    }
}
