-- The primary key serves as well: few records are parked, and each index less is a page less per change.
DROP INDEX change_record_waiting;
