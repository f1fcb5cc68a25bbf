-- New entries are worked in beside those who write (MetadataIndex), before there is a megabyte of them. Only where that
-- does not happen, as in an import, does a write do it, in pieces that are as large as pays.
ALTER INDEX endpoint_metadata SET (gin_pending_list_limit = 8192);
