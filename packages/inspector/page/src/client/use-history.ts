import { useEffect, useState } from 'react'
import { emptyHistory, followHistory, type History } from './history-client.ts'

/** The history of a connection, while the component is mounted. */
export const useHistory = (id: string): History => {
  const [history, setHistory] = useState<History>(emptyHistory)
  useEffect(() => {
    const followed = followHistory(id)
    const unsubscribe = followed.history.subscribe(() => setHistory(followed.history.get()))
    return () => {
      unsubscribe()
      followed.close()
    }
  }, [id])
  return history
}
