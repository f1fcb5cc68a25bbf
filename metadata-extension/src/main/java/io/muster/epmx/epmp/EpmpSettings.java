package io.muster.epmx.epmp;

/**
 * What listening to devices takes.
 *
 * @param instanceName service instance name of the extension
 * @param communicationInstance who gets answers to messages without {@code replyTo}
 * @param messagesInWork messages held at the same time, running and waiting for others of their endpoint
 */
public record EpmpSettings(String instanceName, String communicationInstance, int messagesInWork) {}
