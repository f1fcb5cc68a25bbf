-- Records behind a parked one of the same subject wait for it: this finds the parked ones, usually none.
CREATE INDEX change_record_parked ON change_record (subject) WHERE parked_reason IS NOT NULL;
